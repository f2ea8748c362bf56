/** The properties of an object whose values are not undefined. */
type Defined<Properties extends object> = {
  [Key in keyof Properties as undefined extends Properties[Key] ? never : Key]: Properties[Key]
} & {
  [Key in keyof Properties as undefined extends Properties[Key] ? Key : never]?: Exclude<Properties[Key], undefined>
}

/**
 * Drops the properties whose value is undefined, so that an optional property is absent rather than undefined.
 *
 * @example { ...job, ...defined({ guide, note }) }
 */
export function defined<Properties extends object>(properties: Properties): Defined<Properties> {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined),
  ) as Defined<Properties>
}
