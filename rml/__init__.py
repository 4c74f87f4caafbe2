"""Helpers of the responsible-ML audits: data, statistics, subjects, reports, runner."""
