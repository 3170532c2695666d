/** The theme in effect: the user's choice, or else the system's. Knows no store. */
import { useEffect, useSyncExternalStore } from 'react';
import type { ThemeChoice } from '../app/url.ts';
import { paletteProperties } from './palette.ts';

export type Theme = 'light' | 'dark';

const DARK = '(prefers-color-scheme: dark)';

function onSystemTheme(changed: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** Returns the theme in effect, and writes it and the document colours to the root element for the style sheets. */
export function useTheme(choice: ThemeChoice): Theme {
  const system: Theme = useSyncExternalStore(onSystemTheme, () => (matchMedia(DARK).matches ? 'dark' : 'light'));
  const theme = choice === 'auto' ? system : choice;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    for (const [name, value] of Object.entries(paletteProperties())) root.style.setProperty(name, value);
  }, [theme]);
  return theme;
}
