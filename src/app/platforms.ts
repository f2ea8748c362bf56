/** The chat platforms of this process: those whose settings in the environment say that they are set up. */
import type {
  PlatformDefinition,
  PlatformParts,
  ServedPlatform,
  Settings,
  SettingsShape,
} from '../platforms/define-platform.ts'
import { readSettings, secretsOf } from './config.ts'

export interface ConfiguredPlatforms {
  /** Values of secret settings, which the log must not show. */
  readonly secrets: readonly string[]
  /** Makes the platforms that are set up, by name, and starts none. Throws as `PlatformDefinition.create`. */
  create(parts: Omit<PlatformParts, 'others'>): ReadonlyMap<string, ServedPlatform>
}

/** Reads the settings of all platforms. Throws as `readSettings`. */
export function configurePlatforms(definitions: ReadonlyMap<string, PlatformDefinition>): ConfiguredPlatforms {
  const configured = [...definitions].map(([name, definition]): Configured => {
    return { name, definition, settings: readSettings(definition.settings) }
  })
  const ordered = configured.toSorted((a, b) => Number(isLast(a)) - Number(isLast(b)))
  return {
    secrets: configured.flatMap(({ definition, settings }) => secretsOf(definition.settings, settings)),
    create(parts) {
      const platforms = new Map<string, ServedPlatform>()
      for (const { name, definition, settings } of ordered) {
        const platform = definition.create(settings, { ...parts, others: [...platforms.keys()] })
        if (platform) platforms.set(name, platform)
      }
      return platforms
    },
  }
}

interface Configured {
  readonly name: string
  readonly definition: PlatformDefinition
  readonly settings: Settings<SettingsShape>
}

function isLast({ definition }: Configured): boolean {
  return definition.isLast ?? false
}
