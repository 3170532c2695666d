/** All entity types of the invented worlds, compiled from the domain tables. Knows no engine. */
import { compileTables } from './dsl.ts';
import type { EntityType } from './dsl.ts';
import { CULTURE } from './culture.ts';
import { GEOGRAPHY } from './geography.ts';
import { HISTORY } from './history.ts';
import { NATURE } from './nature.ts';
import { ORGANISATIONS } from './organisations.ts';
import { PEOPLE } from './people.ts';
import { STRUCTURES } from './structures.ts';
import { TECHNOLOGY } from './technology.ts';
import { WORKS } from './works.ts';

export const ENTITY_TYPES: readonly EntityType[] = compileTables([GEOGRAPHY, PEOPLE, WORKS, NATURE, STRUCTURES, ORGANISATIONS, TECHNOLOGY, CULTURE, HISTORY]);
