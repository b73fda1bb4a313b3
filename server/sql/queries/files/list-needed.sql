-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the digests $1 some row names, be it a deleted one that may come back.
select distinct digest from attachment where digest = any ($1::text[])
