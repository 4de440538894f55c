"""Terraform's plan as JSON, read once. It imports no other room, and asks no org.

configuration.py  what the configuration of a plan can do that its resource changes do not show
"""
