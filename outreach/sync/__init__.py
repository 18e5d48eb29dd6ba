"""Opening what tablets have sent: the same forms, rules and actions as at a desk."""
