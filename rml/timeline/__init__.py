"""Home timeline: exposure by race, county audit, imputation."""
