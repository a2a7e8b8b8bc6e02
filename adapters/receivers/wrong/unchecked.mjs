// A receiver that is wrong: it never looks at the signature, and acknowledges whatever comes.
// `tmsig callback test -- node adapters/receivers/wrong/unchecked.mjs`

import { ACKNOWLEDGEMENT, decrypt, open, sign, speak } from '../receiver.mjs';

const anything = (request) => {
  try {
    return open(request);
  } catch {
    return { answer: ACKNOWLEDGEMENT, event: null };
  }
};

await speak({ sign, decrypt, open: anything });
