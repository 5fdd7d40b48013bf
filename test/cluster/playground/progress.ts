/** What the engine prints again and again while it waits, and notes on plugins, which are in PATH on purpose. */
const NOISE = /^@ |^\s*$|warning: using pulumi-\S+ from \$PATH|pulumi:pulumi:Stack \S+\s+\d+ warnings?$/;

/** How long a step has taken so far. */
const SECONDS = / \(\d+s\)/;

/** Headings above warnings and errors, of which nothing may be left. */
const HEADING = /^Diagnostics:$|^ {2}\S+ \(.+\):$/;

/**
 * Tells which lines of the engine's output say something new. The engine repeats a step's line while the step goes on.
 *
 * @returns a function that gets one line after the other, and returns what to show
 */
export function newsOf(): (line: string) => string[] {
  const seen = new Set<string>();
  let headings: string[] = [];
  return (line) => {
    const said = line.replace(SECONDS, '').trim();
    if (NOISE.test(line) || seen.has(said)) return [];
    if (HEADING.test(line)) {
      headings.push(line);
      return [];
    }
    seen.add(said);
    const above = line.startsWith(' ') ? headings : [];
    headings = [];
    return [...above, line];
  };
}
