/** The page's few line icons and its mark. Knows no text: every icon is decoration beside a label. */
import type { ReactElement } from 'react';

const PATHS = {
  sun: 'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 2v2.5M12 19.5V22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M2 12h2.5M19.5 12H22M4.9 19.1l1.8-1.8M17.3 6.7l1.8-1.8',
  moon: 'M20 14.2A8.3 8.3 0 0 1 9.8 4 8.3 8.3 0 1 0 20 14.2Z',
  file: 'M13.5 3H6.5v18h11V7l-4-4Zm0 0v4h4M9.5 12.5h5M9.5 16h5',
  download: 'M12 4v11m0 0-4-4m4 4 4-4M5 19.5h14',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.2-1.2',
  stop: 'M7.5 7.5h9v9h-9Z',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  alert: 'M12 8.5v5M12 16.6v.1M12 3.5 2.8 19.5h18.4L12 3.5Z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  arrow: 'M5 12h13m0 0-5-5m5 5-5 5',
  up: 'M12 19V6m0 0-5 5m5-5 5 5',
  down: 'M12 5v13m0 0 5-5m-5 5-5-5',
  model: 'M12 3 4 7.5v9l8 4.5 8-4.5v-9L12 3ZM4 7.5l8 4.5 8-4.5M12 12v9',
  folder: 'M3.5 6.5h6l2 2.5h9v10.5h-17Z',
  pause: 'M9 6.5v11M15 6.5v11',
  trash: 'M4.5 7h15M10 7V4.5h4V7M6.8 7l.8 12.5h8.8L17.2 7',
  more: 'M5 12a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0M11.2 12a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0M17.4 12a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0',
  library: 'M5 4.5v15M9.5 4.5v15M13.5 5l5 14.5M3.5 19.5h6.5',
  paste: 'M9 5H6v16h12V5h-3M9 3.5h6v3.5H9Z',
  play: 'M8.5 6v12l9-6Z',
  undo: 'M8.5 5 4.5 9l4 4M4.5 9h9a5.5 5.5 0 0 1 0 11H9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A lens over a stack of votes. */
export function Mark(): ReactElement {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle className="mark-lens" cx="14" cy="14" r="11" />
      <path className="mark-handle" d="m22 22 6.5 6.5" />
      <rect className="mark-vote-0" x="8.5" y="8.2" width="11" height="3.2" rx="1" />
      <rect className="mark-vote-1" x="8.5" y="12.5" width="7.5" height="3.2" rx="1" />
      <rect className="mark-vote-2" x="8.5" y="16.8" width="4" height="3.2" rx="1" />
    </svg>
  );
}
