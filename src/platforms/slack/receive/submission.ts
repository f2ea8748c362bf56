/** What a person has filled into a form: values, files, and the values that their options reject. */
import type { UploadedFile, ViewOutput } from '@slack/bolt'
import { z } from 'zod'
import type { Command } from '../../../command/command.ts'
import { camel, parseOptions } from '../../../command/options.ts'
import { UserError } from '../../../core/errors.ts'
import { filledIn } from './fields.ts'

interface Submission {
  /** Texts by option name in kebab case. */
  readonly values: Readonly<Record<string, string>>
  /** The first file of each field that has any, by option name in kebab case. */
  readonly files: Readonly<Record<string, UploadedFile>>
}

export function submissionOf({ state }: Pick<ViewOutput, 'state'>): Submission {
  const fields = Object.entries(state.values).flatMap(([name, actions]) =>
    Object.values(actions).map((field) => ({ name, field })),
  )
  const values = fields.flatMap(({ name, field }) => {
    const value = filledIn(field)
    return value === undefined ? [] : [[name, value] as const]
  })
  const files = fields.flatMap(({ name, field }) => (field.files?.[0] ? [[name, field.files[0]] as const] : []))
  return { values: Object.fromEntries(values), files: Object.fromEntries(files) }
}

/** The errors of values that their options reject, by option name, in the order of `values`. */
export function errorsIn(values: Readonly<Record<string, string>>, { args }: Command): Map<string, UserError> {
  const errors = new Map<string, UserError>()
  for (const [name, value] of Object.entries(values)) {
    const key = camel(name)
    const option = args.shape[key]
    try {
      parseOptions(option ? z.object({ [key]: option }) : args, { [name]: value })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      errors.set(name, error)
    }
  }
  return errors
}
