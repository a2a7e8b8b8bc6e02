"""Wrong on purpose: the query is signed as it was encoded here, and the HTTP library encodes it by its own rules.

    tmsig test -- python3 adapters/wrong/clients/query_re_encoded.py            passes: the signing function is right
    tmsig test --client -- python3 adapters/wrong/clients/query_re_encoded.py   names the mistake
"""

from urllib.parse import urlencode

from demo import Client, run


class QueryReEncoded(Client):
    def query(self, call):
        # The mistake: what `params=` of requests does. A space is + here, and %20 in what was signed.
        return urlencode([tuple(pair) for pair in call["query"]])

    def signed_query(self, call):
        return Client.query(self, call)


run(QueryReEncoded, "query encoded again by the HTTP library")
