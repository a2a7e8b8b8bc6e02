// A receiver that is wrong: its IV is zero, so that the first 16 bytes of every plaintext are garbage.
// `tmsig callback test -- node adapters/receivers/wrong/zero_iv.mjs`

import { createDecipheriv } from 'node:crypto';
import { open, sign, speak } from '../receiver.mjs';

const decrypt = (encodingAesKey, data) => {
  const raw = Buffer.from(data, 'base64');
  if (!encodingAesKey) return raw;
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(encodingAesKey, 'base64'), Buffer.alloc(16));
  return Buffer.concat([decipher.update(raw), decipher.final()]);
};

await speak({ sign, decrypt, open });
