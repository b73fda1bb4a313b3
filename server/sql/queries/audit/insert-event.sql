-- SPDX-License-Identifier: GPL-3.0-or-later
-- Event $1 of the actor $2 on the device $3: action $4, kind $5, record $6, done at $7, details $8. The
-- branch is that of the actor by now, or of the person it is about.
insert into audit_event (id, ver, actor, branch, device, action, kind, record, done_at, details)
values ($1::uuid, sync_ver(), $2::uuid,
        (select u.branch from app_user u
         where u.id = coalesce($2::uuid, case when $5::text = 'user' then $6::uuid end)),
        $3::uuid, $4, $5::text, $6::uuid, $7::timestamptz, $8::json)
