-- SPDX-License-Identifier: GPL-3.0-or-later
-- Gives back one try of the key $1: it was not a failure.
update sign_in_try set failures = greatest(failures - 1, 0) where key = $1
