/** A small "?" that opens an explanation: by mouse, touch and keyboard alike. Knows no state. */
import type { ReactElement } from 'react';
import { Button, Dialog, DialogTrigger, Heading, OverlayArrow, Popover } from 'react-aria-components';
import { TOPICS, type Topic } from '../explain.tsx';

export function Help({ topic }: { readonly topic: Topic }): ReactElement {
  const { title, body, source } = TOPICS[topic];
  return (
    <DialogTrigger>
      {/* slot null: inside a number field a button would otherwise be taken for one of its steppers. */}
      <Button slot={null} className="help" aria-label={`What is this: ${title}`}>
        ?
      </Button>
      <Popover className="popover" placement="top" offset={6}>
        <OverlayArrow className="popover-arrow">
          <svg width="14" height="7" viewBox="0 0 14 7" aria-hidden="true">
            <path d="M0 0 7 7 14 0" />
          </svg>
        </OverlayArrow>
        <Dialog className="popover-body prose">
          <Heading slot="title" className="popover-title">
            {title}
          </Heading>
          {body}
          <p className="source">{source}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
