"""Words that identify a seller and stand nowhere else. Whatever flow they go through, they must not come out of it."""

STORE = "Canary Harbour Lamps 金丝雀店"
TOKEN = "A9CANARYTOKEN7"
COMPANY = "深圳金丝雀贸易有限公司"
CREDIT_CODE = "91110000600037341L"
ADDRESS = "canary.address@canary-mail.example"
FRIEND = "canary.friend@canary-mail.example"
FILE = "canary-notice-2018.pdf"
NOTICE = "Dear canary seller, your privileges have been removed."
STORY = "On canary eve the platform took our stock."
REASON = "canary reason of a moderator"
AMOUNT = "7771234.5"
LABEL = "canary hearing at the court"

CANARIES = (STORE, TOKEN, COMPANY, CREDIT_CODE, ADDRESS, FRIEND, FILE, NOTICE, STORY, REASON, LABEL)
SECRET_IN_MAIL = AMOUNT  # amounts are counted, so they stand in the database in the clear; nowhere else
