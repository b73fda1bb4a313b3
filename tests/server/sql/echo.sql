-- For test-pool only.
select $1::text as first, $2::text as second, $3::bigint as third, $4::boolean as fourth
