/** Form controls of the page: segmented choice, native select, number with steppers. Know no store. */
import { useId, type ReactElement, type ReactNode } from 'react';
import { Button, Group, Input, Label, NumberField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Icon } from './Icon.tsx';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly testId?: string;
}

export function Segmented<T extends string>({ label, value, options, onChange }: { readonly label: string; readonly value: T; readonly options: readonly Option<T>[]; readonly onChange: (value: T) => void }): ReactElement {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="segment" data-testid={option.testId}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** A native select: every phone, screen reader and test tool knows it. */
export function SelectField<T extends string>({ label, hideLabel = false, value, options, onChange, testId, help }: { readonly label: string; readonly hideLabel?: boolean; readonly value: T; readonly options: readonly Option<T>[]; readonly onChange: (value: T) => void; readonly testId?: string; readonly help?: ReactNode }): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <span className={hideLabel ? 'visually-hidden' : 'field-label'}>
        <label htmlFor={id}>{label}</label>
        {help}
      </span>
      <span className="select">
        <select
          id={id}
          value={value}
          data-testid={testId}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

/** As in an address: no thousands are set apart. */
const FORMAT = { useGrouping: false, maximumFractionDigits: 2 } as const;

/** @param step 1 for whole numbers @param wide for numbers of many digits */
export function NumberStepper({ label, value, range, onChange, testId, help, step = 1, wide = false }: { readonly label: string; readonly value: number; readonly range: readonly [number, number]; readonly onChange: (value: number) => void; readonly testId: string; readonly help?: ReactNode; readonly step?: number; readonly wide?: boolean }): ReactElement {
  return (
    <NumberField className="field" value={value} minValue={range[0]} maxValue={range[1]} step={step} formatOptions={FORMAT} onChange={(next) => Number.isFinite(next) && onChange(next)}>
      <span className="field-label">
        <Label>{label}</Label>
        {help}
      </span>
      <Group className={wide ? 'stepper stepper-wide' : 'stepper'}>
        <Button slot="decrement">
          <Icon name="minus" />
        </Button>
        <Input data-testid={testId} />
        <Button slot="increment">
          <Icon name="plus" />
        </Button>
      </Group>
    </NumberField>
  );
}
