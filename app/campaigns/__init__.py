"""Campaigns: plans of activities in phases."""
