// A receiver that is wrong: it sorts the four parts as words. Its signatures are right for two Tokens in three.
// `tmsig callback test -- node adapters/receivers/wrong/locale_sort.mjs`

import { createHash } from 'node:crypto';
import { decrypt, open, speak } from '../receiver.mjs';

const sign = (...parts) =>
  createHash('sha1').update(parts.sort((a, b) => a.localeCompare(b, 'en')).join('')).digest('hex');

await speak({ sign, decrypt, open });
