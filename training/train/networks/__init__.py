"""Networks, their front ends and their training heads."""
