/** A name as Kubernetes takes it: lower case letters, digits and single `-`, as KFP makes it of any other. */
export function sanitize(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-0-9a-z]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Names, of which each is taken once: a taken one gets `-2`, `-3`. */
export class Names {
  private readonly taken = new Set<string>();
  private readonly next = new Map<string, number>();

  /** The name itself, or with the next number that is free. */
  take(base: string): string {
    let name = base;
    if (this.taken.has(base)) {
      let index = this.next.get(base) ?? 2;
      while (this.taken.has(`${base}-${index}`)) index += 1;
      this.next.set(base, index + 1);
      name = `${base}-${index}`;
    }
    this.taken.add(name);
    return name;
  }

  has(name: string): boolean {
    return this.taken.has(name);
  }
}
