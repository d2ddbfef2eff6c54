"""Pledges: agreed, signed, judged; and wishes that may become one."""
