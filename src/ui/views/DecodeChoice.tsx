/** The first two cells of a row that can be chosen: its radio button and its text. Pure. */
import type { ReactElement } from 'react';

export function DecodeChoice({ name, id, text, checked, onChoose }: { readonly name: string; readonly id: string; readonly text: string; readonly checked: boolean; readonly onChoose: () => void }): ReactElement {
  const shown = text.trim() || '(empty)';
  return (
    <>
      <td className="decode-choice">
        <input id={id} type="radio" name={name} aria-label={`Show ${shown}`} checked={checked} onChange={onChoose} />
      </td>
      <th scope="row" className="candidate-text">
        <label htmlFor={id} className="verbatim">
          {shown}
        </label>
      </th>
    </>
  );
}
