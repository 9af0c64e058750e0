/* SPDX-License-Identifier: ISC */
/* statements.c - every SQL statement of the store. */
#include "store/statements.h"

/* A response's content, as responses.c binds and revisions keep it. */
#define CONTENT                                                          \
	"scale, score, category, complete, comment, language, channel, " \
	"touchpoint, email, name, role, company, link, properties, "     \
	"account_id, drivers, answered_us, changed_us"

/* As notices.c reads them. */
#define NOTICE                                                                \
	"id, response_id, case_id, route, notifier, target, body, fold, "     \
	"priority, state, tries, deaths, made_us, not_before_us, done_us, "   \
	"receipt, thread, why, maybe_twice, edits, skew_us, follows, guard, " \
	"step, delay_us"

/* As cases.c reads and binds them. */
#define CASE_CHANGES                                                        \
	"state, round, company, score, owner, holder, holder_name, "        \
	"resolver, resolver_name, note, reached, deadline_us, claimed_us, " \
	"resolved_us, confirmed_us, snoozed_us, confirm_us, changed_us"
#define CASE                                                             \
	"SELECT " CASE_CHANGES ", id, response_id, number, account_id, " \
	"route, opened_us, skew_us, (SELECT count(*) FROM case_members " \
	"WHERE case_id = cases.id) FROM cases "

/* clang-format off */
const char *const statements[N_STATEMENTS] = {
[SQL_BEGIN] = "BEGIN IMMEDIATE",
[SQL_COMMIT] = "COMMIT",
[SQL_ROLLBACK] = "ROLLBACK",

[SQL_KNOWN_RESPONSE] =
    "SELECT id, hash, complete, category, changed_us FROM responses"
    " WHERE provider = $1 AND survey = $2 AND ref = $3",
[SQL_RESPONSE] =
    "SELECT " CONTENT ", survey, ref FROM responses WHERE id = $1",
[SQL_PROVIDER_OF] = "SELECT provider FROM responses WHERE id = $1",
[SQL_ADD_RESPONSE] =
    "INSERT INTO responses (" CONTENT ", hash, id, provider, survey, ref,"
    " received_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
    " $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
[SQL_CHANGE_RESPONSE] =
    "UPDATE responses SET scale = $1, score = $2, category = $3,"
    " complete = $4, comment = $5, language = $6, channel = $7,"
    " touchpoint = $8, email = $9, name = $10, role = $11, company = $12,"
    " link = $13, properties = $14, account_id = $15, drivers = $16,"
    " answered_us = $17, changed_us = $18, hash = $19 WHERE id = $20",
[SQL_ADD_REVISION] =
    "INSERT INTO revisions (response_id, replaced_us, " CONTENT ")"
    " SELECT id, $1, " CONTENT " FROM responses WHERE id = $2",

/* Newest first; received_us is when the first of them came. */
[SQL_REVISIONS] =
    "SELECT v.scale, v.score, v.category, v.comment, v.replaced_us,"
    " r.received_us FROM revisions v, responses r WHERE v.response_id = $1"
    " AND v.replaced_us <= $2 AND v.complete = 1 AND r.id = v.response_id"
    " ORDER BY v.replaced_us DESC LIMIT $3",
[SQL_TELLINGS] = "SELECT source, hash FROM tellings WHERE response_id = $1",
[SQL_PUT_TELLING] =
    "INSERT INTO tellings (response_id, source, hash) VALUES ($1, $2, $3)"
    " ON CONFLICT (response_id, source) DO UPDATE SET hash = excluded.hash",
[SQL_ACCOUNT] =
    "SELECT id, name, segment, product, industry, owner_name, owner_email,"
    " value, currency FROM accounts WHERE id = $1",

[SQL_ADD_ACCOUNT] =
    "INSERT INTO accounts (name, segment, product, industry, owner_name,"
    " owner_email, value, currency, changed_us, hash, id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (id) DO NOTHING",
[SQL_CHANGE_ACCOUNT] =
    "UPDATE accounts SET name = $1, segment = $2, product = $3,"
    " industry = $4, owner_name = $5, owner_email = $6, value = $7,"
    " currency = $8, changed_us = $9, hash = $10 WHERE id = $11"
    " AND hash <> $10",
[SQL_ADD_REFUSED] =
    "INSERT INTO refused (provider, hash, raw, why, times, at_us)"
    " VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT (provider, hash) DO NOTHING",
[SQL_AGAIN_REFUSED] =
    "UPDATE refused SET times = times + 1, at_us = $1"
    " WHERE provider = $2 AND hash = $3",
[SQL_LIST_REFUSED] =
    "SELECT provider, why, at_us FROM refused ORDER BY at_us DESC LIMIT $1",

[SQL_PUT_CURSOR] =
    "INSERT INTO cursors (provider, cursor, first_us, changed_us)"
    " VALUES ($1, $2, $3, $4) ON CONFLICT (provider)"
    " DO UPDATE SET cursor = excluded.cursor,"
    " changed_us = excluded.changed_us",
[SQL_PUT_FIRST] =
    "INSERT INTO cursors (provider, cursor, first_us, changed_us)"
    " VALUES ($1, NULL, $2, $3) ON CONFLICT (provider) DO NOTHING",
[SQL_CURSOR] = "SELECT cursor, first_us FROM cursors WHERE provider = $1",

[SQL_ADD_NOTICE] =
    "INSERT INTO notices (" NOTICE ", queue, rank) VALUES ($1, $2, $3, $4,"
    " $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,"
    " $20, $21, $22, $23, $24, $25, $26, $27)",
[SQL_NOTICE_STATE] = "SELECT state, maybe_twice FROM notices WHERE id = $1",
[SQL_CHANGE_NOTICE] =
    "UPDATE notices SET body = $1, fold = $2, state = $3, tries = $4,"
    " deaths = $5, not_before_us = $6, done_us = $7, receipt = $8, why = $9,"
    " maybe_twice = $10, priority = $11, queue = $12, rank = $13"
    " WHERE id = $14",
[SQL_NOTICE] = "SELECT " NOTICE " FROM notices WHERE id = $1",
[SQL_NOTICE_SENT] =
    "SELECT " NOTICE " FROM notices WHERE receipt = $1 AND notifier = $2"
    " ORDER BY id LIMIT 1",
/* Its own, and the waiting fold that names it. */
[SQL_NOTICES_ABOUT] =
    "SELECT " NOTICE " FROM notices WHERE id IN ("
    "SELECT id FROM notices WHERE response_id = $1 UNION "
    "SELECT id FROM notices WHERE fold IS NOT NULL AND state = 'waiting'"
    " AND fold LIKE $2) ORDER BY id",
[SQL_HELD_EDIT] =
    "SELECT " NOTICE " FROM notices WHERE edits = $1 AND state = 'waiting'"
    " AND not_before_us = $2 AND id <> $3 LIMIT 1",
/* Those that are held for another notice ($2) have no time of their own; what
 * is being sent is in the outbox, too. */
[SQL_SHIFT_WAITING] =
    "UPDATE notices SET skew_us = skew_us + $1,"
    " done_us = CASE WHEN done_us > 0 THEN done_us + $1 ELSE 0 END,"
    " not_before_us = CASE WHEN queue = 2 AND not_before_us < $2"
    " THEN not_before_us + $1 ELSE not_before_us END,"
    " rank = CASE WHEN queue = 2 AND not_before_us < $2"
    " THEN rank + $1 ELSE rank END"
    " WHERE (made_us < $3 OR made_us > $4)"
    " AND id IN (SELECT id FROM notices WHERE queue IS NOT NULL UNION"
    " SELECT id FROM notices WHERE state = 'sending'"
    " AND state IN ('sending', 'dead', 'dropped'))",
[SQL_LANES] =
    "SELECT notifier, target, count(*),"
    " min(CASE WHEN queue = 1 THEN 0 ELSE rank END) FROM notices"
    " WHERE queue IS NOT NULL GROUP BY notifier, target",
/* The reason is that of the notice that failed last. */
[SQL_QUEUES] =
    "SELECT notifier, target, count(*),"
    " sum(CASE WHEN state = 'unknown' THEN 1 ELSE 0 END),"
    " min(made_us + delay_us),"
    " min(CASE WHEN queue = 1 THEN 0 ELSE rank END),"
    " (SELECT w.why FROM notices AS w WHERE w.notifier = notices.notifier"
    " AND w.target = notices.target AND w.queue IS NOT NULL"
    " AND w.why IS NOT NULL ORDER BY w.not_before_us DESC, w.id LIMIT 1)"
    " FROM notices WHERE queue IS NOT NULL GROUP BY notifier, target"
    " ORDER BY 5, notifier, target",
/* By id, so that a page begins where the one before it ended whatever has
 * moved meanwhile; found by the indexes of what is not done. */
[SQL_EXPORT] =
    "SELECT " NOTICE " FROM notices WHERE id IN (SELECT id FROM ("
    "SELECT id, state FROM notices WHERE queue IS NOT NULL AND id > $1"
    " UNION ALL "
    "SELECT id, state FROM notices"
    " WHERE state IN ('sending', 'dead', 'dropped') AND id > $1) AS open"
    " WHERE CASE WHEN $2 = '' THEN state <> 'dropped' ELSE state = $2 END"
    " ORDER BY id LIMIT $3) ORDER BY id",
[SQL_EXPORT_DONE] =
    "SELECT " NOTICE " FROM notices WHERE id > $1 AND state = 'done'"
    " ORDER BY id LIMIT $2",
[SQL_ABOUT] =
    "SELECT provider, survey, ref AS id, answered_us, scale, score, category,"
    " complete, comment, language, channel, touchpoint, email,"
    " responses.name AS name, role, company, link, properties, drivers,"
    " accounts.id AS \"account.id\", accounts.name AS \"account.name\","
    " segment AS \"account.segment\", product AS \"account.product\","
    " industry AS \"account.industry\","
    " owner_name AS \"account.owner_name\","
    " owner_email AS \"account.owner_email\", value AS \"account.value\","
    " currency AS \"account.currency\""
    " FROM responses LEFT JOIN accounts ON accounts.id = account_id"
    " WHERE responses.id = $1",
[SQL_HAS_COME_DUE] =
    "SELECT 1 FROM notices WHERE notifier = $1 AND target = $2"
    " AND queue = 2 AND rank <= $3"
    " AND rank <= CASE WHEN delay_us > 0 THEN $4 ELSE $3 END LIMIT 1",
[SQL_MAKE_DUE] =
    "UPDATE notices SET queue = 1, rank = priority WHERE notifier = $1"
    " AND target = $2 AND queue = 2 AND rank <= $3"
    " AND rank <= CASE WHEN delay_us > 0 THEN $4 ELSE $3 END",
[SQL_NEXT_NOTICE] =
    "SELECT " NOTICE " FROM notices WHERE notifier = $1 AND target = $2"
    " AND queue = 1 ORDER BY rank, id LIMIT 1",
[SQL_NEXT_TIME] =
    "SELECT rank FROM notices WHERE notifier = $1 AND target = $2"
    " AND queue = 2 AND ($3 = 0 OR delay_us = 0) ORDER BY rank LIMIT 1",
[SQL_RECOVER] =
    "UPDATE notices SET state = 'unknown', queue = 1, rank = priority"
    " WHERE state = 'sending' AND state IN ('sending', 'dead', 'dropped')",
[SQL_HAS_MADE] =
    "SELECT 1 FROM notices WHERE route = $1 AND notifier = $2"
    " AND target = $3 AND made_us >= $4 ORDER BY made_us LIMIT 1 OFFSET $5",
[SQL_FOLDING] =
    "SELECT " NOTICE " FROM notices WHERE route = $1 AND notifier = $2"
    " AND target = $3 AND fold IS NOT NULL AND state = 'waiting'"
    " ORDER BY id DESC LIMIT 1",
[SQL_LIST_OPEN] =
    "SELECT " NOTICE " FROM notices WHERE id IN ("
    "SELECT id FROM notices WHERE queue IS NOT NULL UNION ALL "
    "SELECT id FROM notices WHERE state IN ('sending', 'dead')"
    " AND state IN ('sending', 'dead', 'dropped'))"
    " ORDER BY priority, id LIMIT $1",
[SQL_LIST_QUEUED] =
    "SELECT " NOTICE " FROM notices WHERE queue IS NOT NULL AND state = $1"
    " ORDER BY priority, id LIMIT $2",
[SQL_LIST_ASIDE] =
    "SELECT " NOTICE " FROM notices WHERE state = $1"
    " AND state IN ('sending', 'dead', 'dropped')"
    " ORDER BY priority, id LIMIT $2",
[SQL_LIST_DONE] =
    "SELECT " NOTICE " FROM notices WHERE state = $1"
    " ORDER BY id DESC LIMIT $2",

[SQL_LAST_NUMBER] = "SELECT max(number) FROM cases",
[SQL_ADD_CASE] =
    "INSERT INTO cases (" CASE_CHANGES ", id, response_id, number,"
    " account_id, route, opened_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
    " $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
    " $23, $24)",
[SQL_SET_CASE] =
    "UPDATE cases SET state = $1, round = $2, company = $3, score = $4,"
    " owner = $5, holder = $6, holder_name = $7, resolver = $8,"
    " resolver_name = $9, note = $10, reached = $11, deadline_us = $12,"
    " claimed_us = $13, resolved_us = $14, confirmed_us = $15,"
    " snoozed_us = $16, confirm_us = $17, changed_us = $18 WHERE id = $19",
[SQL_JOIN_CASE] =
    "INSERT INTO case_members (response_id, case_id, joined_us)"
    " VALUES ($1, $2, $3) ON CONFLICT (response_id) DO NOTHING",
[SQL_CASE] = CASE "WHERE id = $1",
[SQL_CASE_BY_NUMBER] = CASE "WHERE number = $1",
[SQL_CASE_OF] =
    CASE "WHERE id = (SELECT case_id FROM case_members"
    " WHERE response_id = $1)",
[SQL_CASE_OF_ACCOUNT] =
    CASE "WHERE account_id = $1 AND state IN ('open', 'claimed')"
    " ORDER BY number DESC LIMIT 1",
[SQL_CASE_OF_NOTICE] =
    CASE "WHERE id = (SELECT coalesce(notices.case_id,"
    " case_members.case_id) FROM notices LEFT JOIN case_members"
    " ON case_members.response_id = notices.response_id"
    " WHERE notices.id = $1)",
[SQL_OPEN_CASE] =
    "SELECT id FROM cases WHERE id = (SELECT case_id FROM case_members"
    " WHERE response_id = $1) AND state IN ('open', 'claimed')",
[SQL_CASE_MEMBERS] =
    "SELECT response_id FROM case_members WHERE case_id = $1"
    " ORDER BY joined_us, response_id",
/* Addresses differ by case in what people write. */
[SQL_CASES_DUE] =
    CASE "WHERE state IN ('open', 'claimed')"
    " AND ($1 = '' OR lower(coalesce(holder, owner, '')) = lower($1))"
    " AND ($2 = 0 OR deadline_us < $2) ORDER BY deadline_us LIMIT $3",
[SQL_CASES_ALL] =
    CASE "WHERE number > 0"
    " AND ($1 = '' OR lower(coalesce(holder, owner, '')) = lower($1))"
    " AND ($2 = 0 OR deadline_us < $2) ORDER BY number DESC LIMIT $3",
[SQL_CASE_NOTICES] =
    "SELECT " NOTICE " FROM notices WHERE case_id = $1 AND guard IS NOT NULL"
    " AND state IN ('waiting', 'unknown') ORDER BY id",
/* What was sent, rather than what may never be; where nobody was known nothing
 * can be said. */
[SQL_CASE_LANES] =
    "SELECT id, notifier, target, priority FROM notices WHERE id IN ("
    "SELECT notices.id FROM case_members JOIN notices"
    " ON notices.response_id = case_members.response_id"
    " WHERE case_members.case_id = $1 AND notices.case_id IS NULL UNION "
    "SELECT id FROM notices WHERE case_id = $1 AND follows IS NULL"
    " AND state = 'done') AND edits IS NULL AND state <> 'dropped'"
    " AND (state <> 'dead' OR tries > 0)"
    " ORDER BY CASE WHEN receipt IS NULL THEN 1 ELSE 0 END, id",
/* As what waits in the outbox: $2 and $3 are when it was set, by the new
 * time. */
[SQL_SHIFT_CASES] =
    "UPDATE cases SET skew_us = skew_us + $1, deadline_us = deadline_us + $1,"
    " snoozed_us = CASE WHEN snoozed_us > 0 THEN snoozed_us + $1 ELSE 0 END"
    " WHERE state IN ('open', 'claimed')"
    " AND (changed_us < $2 OR changed_us > $3)",
[SQL_ADD_ACTION] =
    "INSERT INTO actions (id, at_us, name, subject, who, source, text,"
    " who_name, fields, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
    " $10) ON CONFLICT (id) DO NOTHING",
[SQL_SECRET] = "SELECT value FROM secrets WHERE name = $1",
[SQL_ADD_SECRET] = "INSERT INTO secrets (name, value) VALUES ($1, $2)"
    " ON CONFLICT (name) DO NOTHING",
[SQL_ACTION_ANSWER] = "SELECT answer FROM actions WHERE id = $1",
[SQL_ACTIONS] =
    "SELECT id, at_us, name, subject, who, source, text, who_name, fields"
    " FROM actions WHERE subject = $1 ORDER BY at_us, id",
[SQL_LAST_ACTION] =
    "SELECT who, who_name, at_us FROM actions WHERE subject = $1"
    " AND name = $2 ORDER BY at_us DESC, id DESC LIMIT 1",
[SQL_ADD_ABSENCE] =
    "INSERT INTO absences (id, who, deputy, from_us, until_us)"
    " VALUES ($1, lower($2), $3, $4, $5)",
[SQL_DROP_ABSENCE] = "DELETE FROM absences WHERE id = $1",
[SQL_DEPUTY] =
    "SELECT deputy FROM absences WHERE who = lower($1) AND until_us > $2"
    " AND from_us <= $2 ORDER BY until_us DESC LIMIT 1",
[SQL_ABSENCES] =
    "SELECT id, who, deputy, from_us, until_us FROM absences"
    " WHERE until_us > $1 ORDER BY until_us, from_us, id",
[SQL_FIGURES] =
    "SELECT category, count(*) FROM responses WHERE answered_us >= $1"
    " AND answered_us < $2 AND complete = 1 GROUP BY category",
[SQL_TELLTALES] =
    "SELECT id, email, category, score, answered_us FROM responses"
    " WHERE account_id = $1 AND id <> $2 AND answered_us > $3"
    " AND answered_us <= $4 AND complete = 1 ORDER BY answered_us DESC"
    " LIMIT $5",

[SQL_ADD_COUNT] =
    "INSERT INTO counts (name, n) VALUES ($1, $2) ON CONFLICT (name)"
    " DO UPDATE SET n = counts.n + excluded.n",
[SQL_COUNTS] = "SELECT name, n FROM counts",
[SQL_OLDEST_WAITING] =
    "SELECT min(made_us) FROM notices WHERE queue IS NOT NULL"
    " AND delay_us = 0",
};
