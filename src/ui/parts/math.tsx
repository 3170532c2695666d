/** Formulas as plain HTML: italic letters, sub- and superscripts, with spoken text. Knows no numbers. */
import type { ReactElement, ReactNode } from 'react';

/** A formula; `spoken` is what a screen reader says instead of its symbols. */
export function Formula({ spoken, children, block = false }: { readonly spoken: string; readonly children: ReactNode; readonly block?: boolean }): ReactElement {
  return (
    <span className={block ? 'formula formula-block' : 'formula'} role="math" aria-label={spoken}>
      {children}
    </span>
  );
}

/** A variable. */
export function V({ children }: { readonly children: ReactNode }): ReactElement {
  return <i className="formula-variable">{children}</i>;
}

/** Σ over z, with its index below. */
export function SumZ(): ReactElement {
  return (
    <span className="formula-sum">
      <span>∑</span>
      <span className="formula-under">
        <V>z</V>
      </span>
    </span>
  );
}

export function Prior(): ReactElement {
  return (
    <Formula spoken="p of z given x">
      <V>p</V>(<V>z</V> | <V>x</V>)
    </Formula>
  );
}

export function Posterior(): ReactElement {
  return (
    <Formula spoken="p of z given x and y">
      <V>p</V>(<V>z</V> | <V>x</V>, <V>y</V>)
    </Formula>
  );
}

/** p(y_t | x, z, y_<t), or the marginal without z. */
export function TokenProb({ given = false }: { readonly given?: boolean }): ReactElement {
  return (
    <Formula spoken={`p of y t given x, ${given ? 'z, ' : ''}and the tokens before t`}>
      <V>p</V>(<V>y</V>
      <sub>t</sub> | <V>x</V>, {given && <><V>z</V>, </>}
      <V>y</V>
      <sub>&lt;t</sub>)
    </Formula>
  );
}

export function QueryGradient(): ReactElement {
  return (
    <Formula spoken="gradient of the loss at q">
      ∂<V>L</V>/∂<V>q</V>
    </Formula>
  );
}

export function ScoreGradient(): ReactElement {
  return (
    <Formula spoken="gradient of the loss at the score of z">
      ∂<V>L</V>/∂<V>s</V>
      <sub>z</sub>
    </Formula>
  );
}
