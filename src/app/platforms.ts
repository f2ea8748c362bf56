/** The chat platforms of this process: those whose settings in the environment say that they are set up. */
import type { PlatformDefinition, PlatformFactory } from '../platforms/define-platform.ts'
import { readSettings, secretsOf } from './config.ts'

export interface ConfiguredPlatforms {
  /** The functions that make the platforms that are set up, by name. */
  readonly factories: ReadonlyMap<string, PlatformFactory>
  /** Values of secret settings, which the log must not show. */
  readonly secrets: readonly string[]
}

/** Reads the settings of all platforms, and makes none. Throws as `readSettings` and `PlatformDefinition.create`. */
export function configurePlatforms(definitions: ReadonlyMap<string, PlatformDefinition>): ConfiguredPlatforms {
  const factories = new Map<string, PlatformFactory>()
  const secrets: string[] = []
  for (const [name, { settings: shape, create }] of inOrder(definitions)) {
    const settings = readSettings(shape)
    secrets.push(...secretsOf(shape, settings))
    const factory = create(settings, [...factories.keys()])
    if (factory) factories.set(name, factory)
  }
  return { factories, secrets }
}

function inOrder(definitions: ReadonlyMap<string, PlatformDefinition>): [string, PlatformDefinition][] {
  return [...definitions].toSorted(([, a], [, b]) => Number(a.isLast ?? false) - Number(b.isLast ?? false))
}
