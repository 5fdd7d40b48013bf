import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs `action` while no other process holds the lock on the same path. `flock` holds it as long as its standard input is
 * open, so the kernel gives it back when this process dies.
 */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const holder = spawn('flock', [path, 'sh', '-c', 'echo locked && exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<void>((resolve) =>
    holder.on('close', () => {
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => {
      resolve();
    });
    holder.on('error', reject);
    holder.on('exit', () => {
      reject(new Error(`no lock on ${path}`));
    });
  });
  try {
    return await action();
  } finally {
    holder.stdin.end();
    await closed;
  }
}
