/** All entity types of the invented worlds, compiled from the domain tables. Knows no engine. */
import { compileTables } from './dsl.ts';
import type { EntityType } from './dsl.ts';
import { GEOGRAPHY } from './geography.ts';

export const ENTITY_TYPES: readonly EntityType[] = compileTables([GEOGRAPHY]);
