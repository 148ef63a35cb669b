#!/bin/bash
echo PASSED
