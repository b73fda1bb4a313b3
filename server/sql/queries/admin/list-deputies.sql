-- SPDX-License-Identifier: GPL-3.0-or-later
-- For whom the person $1 stands in on the days from $2 to $3, beside the row $4.
select absent, starts_on, ends_on
from deputy
where deputy = $1::uuid and not deleted and id <> $4::uuid and starts_on <= $3::date and ends_on >= $2::date
