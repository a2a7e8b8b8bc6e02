"""Made-up credentials and realistic requests that more than one topic uses."""

from .request import Credentials

PLAIN = Credentials("200000001", "AKmadeUpForVectors0Q7xT2LrZ9cB4w", "SKmadeUpForVectors1n8VdY5hJ3kP6s")
WITH_SDK = Credentials("200000002", "AKmadeUpWithSdkId0Gm5Wb1Xe8Ru3Fz", "SKmadeUpWithSdkId1Lq9Oc4Ty7Ni2Ha", sdk_id="13572468001")
# As short as the service could ever issue: lets the string to sign end inside its first block.
SHORT = Credentials("200000003", "A", "SKmadeUpShortId0Dv6Kg3Pz8Ej1Mw4U")

MEETING = "/v1/meetings/7567173273889276131"
QUERY = f"{MEETING}?userid=tester1&instanceid=1"
LIST = "/v1/meetings?userid=tester1&instanceid=1"
PARTICIPANTS = f"{MEETING}/participants?userid=tester1&pos=0&size=20"
RECORDS = "/v1/records?userid=tester1&start_time=1609286400&end_time=1609372800&page=1&page_size=10"
USERS = "/v1/users/list?page=1&page_size=20"


def create(subject: str) -> str:
    """The body that schedules a meeting; the subject goes in as it is, without JSON escaping."""
    return (
        f'{{"userid":"tester1","instanceid":1,"subject":"{subject}","type":0,'
        '"hosts":[{"userid":"tester2"}],"start_time":"1609311600","end_time":"1609315200"}'
    )


CREATE = create("weekly sync")
CANCEL = '{"userid":"tester1","instanceid":1,"reason_code":1,"reason_detail":"moved to Monday"}'
UPDATE = '{"userid":"tester1","instanceid":1,"subject":"weekly sync, moved","start_time":"1609398000","end_time":"1609401600"}'
USER = '{"username":"Lin","userid":"tester3","email":"tester3@example.com","phone":"13800000000"}'
