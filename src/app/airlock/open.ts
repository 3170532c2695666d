/**
 * Opens the airlock: a hidden frame of hub.html, whose policy allows the one hub that the user agreed to, while this page's
 * own policy goes on to allow none. Knows nothing of what is fetched.
 */
import { UserError } from '../../errors.ts';
import { PORT, READY, type PortMessage } from './signals.ts';

const PATIENCE_MS = 20_000;

export interface Airlock {
  /** For fetchThrough; transfer it to whoever downloads. */
  readonly port: MessagePort;
  /** Ends every request that still runs. */
  close(): void;
}

/**
 * @param base address of the hub, from requireHubBase; call it only after the user has agreed to contact that hub
 * @param token access token for that hub: it goes to the frame and nowhere else
 */
export async function openAirlock(base: string, token: string | null): Promise<Airlock> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Connection to the model hub';
  frame.src = `${new URL('hub.html', document.baseURI).href}#${encodeURIComponent(base)}`;
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => done(refused()), PATIENCE_MS);
    const heard = ({ source, origin, data }: MessageEvent): void => {
      if (source === frame.contentWindow && origin === location.origin && data === READY) done();
    };
    const done = (error?: UserError): void => {
      clearTimeout(late);
      removeEventListener('message', heard);
      if (error) reject(error);
      else resolve();
    };
    addEventListener('message', heard);
  });
  document.body.append(frame);
  try {
    await ready;
  } catch (error) {
    frame.remove();
    throw error;
  }
  const { port1, port2 } = new MessageChannel();
  frame.contentWindow?.postMessage({ kind: PORT, token } satisfies PortMessage, location.origin, [port1]);
  return { port: port2, close: () => frame.remove() };
}

function refused(): UserError {
  return new UserError(
    'network',
    'The frame that may connect to the hub (hub.html) did not open',
    'Whoever serves this page must serve hub.html with its own, wider policy; see the README. Models from a folder work without it.',
  );
}
