# SPDX-License-Identifier: ISC
"""answers.py - made-up customers and what they answer, as CSV files.

The same number gives the same files.  A respondent answers about four times,
in no order, so that looking accounts up is neither all cache nor none.
"""
import random

N_ACCOUNTS = 5000
N_OWNERS = 50
ANSWERS_A_RESPONDENT = 4

COMMENTS = [
    "",
    "",
    "Savner en fast kontakt, og svartiden er for lang",
    "Jeres konsulenter kender os og ringer tilbage samme dag. Tak!",
    "Leveringen blev udskudt fire gange, og ingen ringede",
    "Prisen er steget to år i træk uden varsel; vi kigger på andre",
    "Great product, but the invoice never matches the quote",
    "The onboarding was quick and the people were friendly",
    "\"Rapporterne\" er svære at læse, men supporten hjælper gerne",
    "We lost a day because nobody answered the phone",
    "Nemt at bruge",
    "Alt i alt tilfreds med systemet, men der mangler stadig en ordentlig "
    "eksport til regneark, og det har vi spurgt til siden foråret",
]
# As often as B2B customers in Denmark give them: 0 first.
WEIGHTS = [1, 1, 2, 2, 3, 6, 8, 14, 20, 22, 21]

ACCOUNT_COLUMNS = ("account_id;name;domains;owner_name;owner_email;segment;"
                   "product;industry;value;currency")
ANSWER_COLUMNS = ("response_id;survey;interview_date;disposition;company;"
                  "account_id;contact_name;email;score;comment;language")


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if text else ""


def write_accounts(path):
    with open(path, "w", encoding="utf-8") as out:
        out.write(ACCOUNT_COLUMNS + "\n")
        for i in range(N_ACCOUNTS):
            owner = i % N_OWNERS
            out.write(
                f"{80000 + i};Kunde {i} A/S;kunde{i}.example;Ejer {owner};"
                f"ejer{owner}@nordlys.example;"
                f"{('enterprise', 'mid', 'small')[i % 3]};ERP;"
                f"{('retail', 'byggeri', 'transport')[i % 3]};"
                f"{i * 37 % 900000};DKK\n")


def write_answers(path, n):
    dice = random.Random(n)
    n_respondents = max(1, n // ANSWERS_A_RESPONDENT)
    comments = [quoted(c) for c in COMMENTS]
    scores = dice.choices(range(11), WEIGHTS, k=n)
    with open(path, "w", encoding="utf-8") as out:
        out.write(ANSWER_COLUMNS + "\n")
        for i in range(n):
            who = dice.randrange(n_respondents)
            account = who % N_ACCOUNTS
            comment = dice.choice(comments)
            out.write(
                f"T-{i:08};B2B telefon 2026H2;"
                f"{i % 28 + 1:02}-10-2026 {8 + i % 9:02}.{i % 60:02};I;"
                f"Kunde {account} A/S;{80000 + account};Navn {who};"
                f"n{who}@kunde{account}.example;{scores[i]};{comment};"
                f"{'en' if 'the' in comment or 'We' in comment else 'da'}\n")
