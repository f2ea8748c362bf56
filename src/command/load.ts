/** Loads the commands in `commands/`. The name of a command is that of its file. */
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Command } from './command.ts'

const FOLDER = new URL('../../commands/', import.meta.url)

/** The commands by name, in alphabetical order. Throws an Error that names a file without a command. */
export async function loadCommands(): Promise<Map<string, Command>> {
  const files = (await readdir(fileURLToPath(FOLDER))).filter((file) => file.endsWith('.ts')).sort()
  const commands = new Map<string, Command>()
  for (const file of files) {
    const { default: command } = (await import(new URL(file, FOLDER).href)) as { default?: Command }
    if (!command?.args || !command.run) throw new Error(`commands/${file} does not export a command by default`)
    commands.set(file.replace(/\.ts$/, ''), command)
  }
  return commands
}
