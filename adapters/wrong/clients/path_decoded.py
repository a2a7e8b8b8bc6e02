"""Wrong on purpose: the path is signed before it is percent-encoded, and sent encoded.

    tmsig test -- python3 adapters/wrong/clients/path_decoded.py            passes: the signing function is right
    tmsig test --client -- python3 adapters/wrong/clients/path_decoded.py   names the mistake
"""

from demo import Client, run


class PathDecoded(Client):
    def signed_path(self, call):
        path = call["path"]
        for name, value in call["path_params"].items():
            path = path.replace("{" + name + "}", value)  # The mistake: quote(value, safe="") is missing.
        return path


run(PathDecoded, "path signed before it is encoded")
