/**
 * Runs the test files that the arguments' patterns match, one on each core: `node --test` leaves a core idle, and that is half
 * of a machine with two. Its processes, of which there are hundreds, share what Node compiles of TypeScript.
 */
import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url))
// Until all have passed.
process.exitCode = 1
run({ globPatterns: process.argv.slice(2), concurrency: availableParallelism() })
  .on('test:summary', ({ file, success, counts }) => {
    if (file === undefined && success && counts.tests > 0) process.exitCode = 0
  })
  .compose(spec)
  .pipe(process.stdout)
