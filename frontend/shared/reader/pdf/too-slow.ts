/** A page that took longer than anybody waits for. */
export class TooSlow extends Error {}
