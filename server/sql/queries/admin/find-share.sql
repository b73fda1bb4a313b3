-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the customer $1 is shared with the person $2 already.
select id from share where customer = $1::uuid and user_id = $2::uuid and not deleted
