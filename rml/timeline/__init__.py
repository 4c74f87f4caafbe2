"""Home timeline: exposure by race, county audit, imputation, inequality, disparity of groups."""
