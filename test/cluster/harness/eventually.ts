export interface EventuallyOptions {
  /** @default 60000 */
  readonly timeoutMs?: number;
  /** @default 200 */
  readonly intervalMs?: number;
  /** What is waited for, for the error. @default - none */
  readonly description?: string;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Calls `attempt` until it neither throws nor returns `false`, and returns its value. An attempt can hold
 * `expect` lines.
 *
 * @throws when the time is over, with what the last attempt threw as the cause.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const { timeoutMs = 60_000, intervalMs = 200, description = 'what was waited for' } = options;
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await attempt();
      if (value !== false) return value as Exclude<T, false>;
      lastError = undefined;
    } catch (error) {
      if (error instanceof GaveUp) throw error;
      lastError = error;
    }
    if (Date.now() >= deadline) {
      const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new Error(`${description}: not within ${timeoutMs / 1000} s${reason}`, { cause: lastError });
    }
    await sleep(intervalMs);
  }
}

/** Thrown by an attempt that knows that waiting longer is of no use. */
export class GaveUp extends Error {}
