/** Keeps a fault in a view from leaving a blank page. Knows no store. */
import { Component, type ErrorInfo, type ReactNode } from 'react';

interface Caught {
  readonly error: unknown;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    // A bug that a developer must be able to see; the page itself shows only its message.
    // oxlint-disable-next-line no-console
    console.error('internal: a view failed', error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="page">
        <h1 className="wordmark">ragscope</h1>
        <div className="alert" role="alert" data-testid="alert">
          <div className="alert-text">
            <p className="alert-where">Drawing the page</p>
            <p className="alert-what">{String(this.state.error)}</p>
            <p className="alert-hint">This is a fault in ragscope. Reload the page; your settings are kept in its address.</p>
          </div>
        </div>
      </main>
    );
  }
}
