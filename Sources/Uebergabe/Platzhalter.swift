// Wird gefüllt.
