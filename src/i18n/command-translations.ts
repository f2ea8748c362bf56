/**
 * Which languages translate which command. A language translates a command wholly or not at all: it lists the command's
 * name in `names`, or the command is shown in English there.
 */
import type { Language, Languages } from './phrase.ts'

/** The languages that translate a command. For any other language, look up its texts in these: they are then English. */
export function translationsOf(command: string, languages: Languages): Languages {
  return new Map([...languages].filter(([, language]) => translates(language, command)))
}

/** A warning for each command that a language does not translate. */
export function untranslated(commands: Iterable<string>, languages: Languages): string[] {
  return [...commands].flatMap((command) =>
    [...languages]
      .filter(([, language]) => !translates(language, command))
      .map(([code]) => `/${command} has no ${languageName(code)} texts and is shown in English`),
  )
}

function translates({ names }: Language, command: string): boolean {
  return Object.hasOwn(names, command)
}

/** 'German' for 'de'. */
function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code
}
