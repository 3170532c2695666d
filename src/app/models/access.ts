/** Access tokens of hubs, in memory only: they end with the page. Knows no network and no view. */
import { UserError } from '../../errors.ts';

export class AccessTokens {
  /** By address of the hub. */
  readonly #tokens = new Map<string, string>();

  /** @throws UserError that does not repeat the text, where it cannot be a token */
  give(hub: string, text: string): void {
    const token = text.trim();
    // What a header may carry; fetch would put anything else into its error.
    if (!/^[\x21-\x7e]{1,500}$/.test(token)) throw new UserError('bad-input', 'That is no access token', 'It is one word of letters, digits and signs; on huggingface.co it begins with hf_.');
    this.#tokens.set(hub, token);
  }

  /** @returns what TransferOptions takes */
  of(hub: string): { readonly token?: string } {
    const token = this.#tokens.get(hub);
    return token === undefined ? {} : { token };
  }

  holds(hub: string): boolean {
    return this.#tokens.has(hub);
  }

  forget(hub: string): void {
    this.#tokens.delete(hub);
  }
}
