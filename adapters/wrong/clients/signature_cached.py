"""Wrong on purpose: nonce, timestamp and signature are made once for a client, and sent with every request.

    tmsig test -- python3 adapters/wrong/clients/signature_cached.py            passes: the signing function is right
    tmsig test --client -- python3 adapters/wrong/clients/signature_cached.py   names the mistake
"""

from demo import Client, run


class SignatureCached(Client):
    def stamp_and_signature(self, call, uri):
        if not hasattr(self, "kept"):
            self.kept = super().stamp_and_signature(call, uri)
        return self.kept  # The mistake: `session.headers.update(sign(…))` does the same.


run(SignatureCached, "signature kept from the first request")
