/** Asks for an access token where a hub refused, and says when one is held. The text stays in this field until it is given. Pure. */
import { useId, useState, type FormEvent, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { HubAccess } from '../../../app/models/state.ts';
import { Help } from '../../parts/Help.tsx';

export interface AccessTokenProps {
  readonly access: HubAccess;
  readonly onGive: (token: string) => void;
  readonly onForget: () => void;
}

export function AccessToken({ access: { hub, wanted, held }, onGive, onForget }: AccessTokenProps): ReactElement {
  const id = useId();
  const [token, setToken] = useState('');
  const { host } = new URL(hub);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setToken('');
    onGive(token);
  };
  return (
    <section className="model-plan" aria-label="Access token" data-testid="model-access">
      {wanted && (
        <form className="model-token" onSubmit={submit}>
          <div className="field">
            <span className="field-label">
              <label htmlFor={id}>
                {held ? 'Another access token' : 'Access token'} for <span className="verbatim">{host}</span>
              </label>
              <Help topic="accessToken" />
            </span>
            <input id={id} className="text-input" type="password" value={token} placeholder="hf_…" data-testid="model-token" autoComplete="off" spellCheck={false} onChange={(event) => setToken(event.target.value)} />
          </div>
          <Button type="submit" className="button button-primary" data-testid="model-token-give" isDisabled={token.trim() === ''}>
            Try with it
          </Button>
        </form>
      )}
      <div className="model-token-held">
        <p className="small">
          {held ? 'A token is held in this page’s memory and shown to ' : 'It is kept in this page’s memory only, shown to '}
          <b className="verbatim">{host}</b>
          {held ? ' alone.' : ' alone, and gone when the page closes.'}
        </p>
        {held && (
          <Button className="button button-small" data-testid="model-token-forget" onPress={onForget}>
            Forget it
          </Button>
        )}
      </div>
    </section>
  );
}
