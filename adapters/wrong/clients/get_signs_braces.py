"""Wrong on purpose: a request without a body signs the text {} and sends nothing.

    tmsig test -- python3 adapters/wrong/clients/get_signs_braces.py            passes: the signing function is right
    tmsig test --client -- python3 adapters/wrong/clients/get_signs_braces.py   names the mistake
"""

from demo import Client, run


class GetSignsBraces(Client):
    def signed_body(self, call):
        return self.body(call) or b"{}"  # The mistake: json.dumps(data or {}).


run(GetSignsBraces, "{} signed, nothing sent")
