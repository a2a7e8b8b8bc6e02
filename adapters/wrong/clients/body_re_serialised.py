"""Wrong on purpose: the body is signed in one form of JSON, and the HTTP library writes another.

    tmsig test -- python3 adapters/wrong/clients/body_re_serialised.py            passes: the signing function is right
    tmsig test --client -- python3 adapters/wrong/clients/body_re_serialised.py   names the mistake
"""

import json

from demo import Client, run


class BodyReSerialised(Client):
    def signed_body(self, call):
        # The mistake: json.dumps here, and a library that serialises the object once more, without spaces.
        return b"" if call["json_text"] is None else json.dumps(call["json"]).encode()


run(BodyReSerialised, "body written again by the HTTP library")
