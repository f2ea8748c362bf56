/** Names and descriptions for people of other languages, by Discord's locales. */
import { Locale, type LocalizationMap } from 'discord.js'
import { type Language, type Languages, languageOf } from '../../../i18n/phrase.ts'

/** What each language has for something; a language without it is left out. */
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
