// A receiver that is wrong: its framework writes what is returned as JSON, so that the answer is in quotes.
// `tmsig callback test -- node adapters/receivers/wrong/json_answer.mjs`

import { decrypt, open, sign, speak } from '../receiver.mjs';

const quoted = (request) => {
  const { answer, event } = open(request);
  return { answer: JSON.stringify(answer), event };
};

await speak({ sign, decrypt, open: quoted });
