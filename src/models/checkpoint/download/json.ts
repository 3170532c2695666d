/** What both the hub's answers and our own records are checked by. Knows neither. */

/** True for a JSON object: no array, no null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
