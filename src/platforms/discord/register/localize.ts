/** Localized names and descriptions, by Discord's locales. */
import { Locale, type LocalizationMap } from 'discord.js'
import { type Language, type Languages, languageOf } from '../../../i18n/phrase.ts'

/** Picks a text from each language, and returns the texts by locale. Languages without the text are left out. */
export type Localize = (pick: (language: Language) => string | undefined) => LocalizationMap

export function createLocalize(languages: Languages): Localize {
  const known = Object.values(Locale).flatMap((locale) => {
    const language = languageOf(locale, languages)
    return language ? [[locale, language] as const] : []
  })
  return (pick) => {
    const found = known.map(([locale, language]) => [locale, pick(language)] as const)
    return Object.fromEntries(found.filter(([, text]) => text !== undefined))
  }
}
