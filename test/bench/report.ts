/** Writes a figure: what it is of, the figure itself, and what it is made from. */
export function line(name: string, figure: string, detail: string): void {
  process.stdout.write(`${name.padEnd(46)} ${figure.padStart(9)}   ${detail}\n`);
}

/** A time as it is shown. */
export function show(ms: number): string {
  return ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
