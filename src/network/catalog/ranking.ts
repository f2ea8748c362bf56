/** In which order networks are chosen when a request names none. */
import type { Model, Use } from './model.ts'

/** Names and models, the best for `use` first; see `Model.rank`. */
export function rankModels(models: ReadonlyMap<string, Model>, use: Use): [name: string, model: Model][] {
  const rankOf = ({ rank }: Model) => rank?.[use] ?? Number.MAX_VALUE
  return [...models].sort(
    ([name, model], [otherName, other]) =>
      Number(isEmbedded(model)) - Number(isEmbedded(other)) ||
      rankOf(model) - rankOf(other) ||
      (name < otherName ? -1 : 1),
  )
}

/** Whether the network comes with the program, its weights beside its model: always installed, and never the best. */
export function isEmbedded({ weights }: Model): boolean {
  return weights.some(({ file }) => file instanceof URL)
}
