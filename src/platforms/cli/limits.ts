/** Numbers of the command line. */
export const LIMITS = {
  /** The largest photo or recipe file that is read, in megabytes of 10^6 bytes. */
  inputMegabytes: 100,
  /** Width of the progress bar, in characters. */
  barCells: 24,
  /** The shortest time between two lines of progress where the output is not a terminal, in seconds. */
  lineSeconds: 2,
  /** A second signal within this time counts as the first: npm passes on the Ctrl-C that the terminal has sent already. */
  repeatedSignalMs: 200,
} as const
